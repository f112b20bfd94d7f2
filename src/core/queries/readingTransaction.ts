/**
 * What a plan that is asked for is put between. Comments are no part of a digest, words are: no application says `WORK`, which
 * changes nothing, so that the list of statements can leave ours out and keep the application's own.
 */
export const readingTransaction = { begin: 'START TRANSACTION READ ONLY', end: 'ROLLBACK WORK' } as const;
