/**
 * What reading costs, in microseconds, warm and in memory, measured once on MariaDB 10.11 and MySQL 9.7. Only ratios
 * matter: whether two seconds on one machine are one on another changes no choice. Over 200 statements and indexes of the
 * bench an entry with its row took 1.2 µs in the middle (MariaDB) and 1.7 µs (MySQL), a scanned row 0.17 and 0.25 µs.
 */
export const cost = {
  /** Down a B-tree to the first entry of a range. */
  seek: 1.5,
  /** The next entry of a secondary index. */
  indexRow: 0.16,
  /** From an entry of a secondary index to its row in the clustered index. */
  lookup: 1.1,
  /** The next row of the clustered index, tested. */
  scannedRow: 0.17,
  /** A row put in order. */
  sortedRow: 0.35,
  /** A row written to a temporary table: GROUP BY, DISTINCT, derived tables. */
  temporaryRow: 0.35,
  /** A row sent to the client. */
  sentRow: 0.6,
  /** A row compared with a buffered one by a join without an index and without a hash (MariaDB). */
  comparedRow: 0.03,
  /** A row put into or looked up in the hash of a join (MySQL 8.0.18 and later). */
  hashedRow: 0.2,
  /** Parsing, optimizing, the round trip. */
  statement: 90,
  /** An entry put into or taken out of a secondary index, with its share of purge and of writing pages back. */
  writtenEntry: 4,
} as const;

/** What is assumed of values that nobody knows. */
export const assumed = {
  /** LIMIT ? */
  limit: 20,
  /** Values of IN (...) */
  inValues: 10,
  /** column > ? */
  halfRange: 0.2,
  /** column BETWEEN ? AND ? */
  closedRange: 0.05,
  /** LIKE ?, which may begin with a wildcard */
  like: 0.1,
  /** LIKE 'something%' whose text is not known */
  likePrefix: 0.02,
  /** A condition that is not understood */
  other: 0.5,
  /** A function of columns = ? */
  expressionEqual: 0.02,
  /** Rows for which a subquery of WHERE that cannot be judged holds */
  subquery: 0.5,
} as const;
