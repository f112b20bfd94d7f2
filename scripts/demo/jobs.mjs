// Queue payloads as Laravel 13 writes them (Illuminate\Queue\Queue::createPayload).
import { randomBytes, randomUUID } from 'node:crypto';
import { serializeObject } from './php.mjs';

/** Jobs of the demo shop: class, queue, seconds it may take. */
export const jobClasses = [
  { className: 'App\\Jobs\\SendOrderConfirmation', queue: 'mail', timeout: 60, tries: 3 },
  { className: 'App\\Jobs\\ImportProducts', queue: 'imports', timeout: 300, tries: null },
];

/**
 * @param {{ className: string, queue: string, timeout: number, tries: number | null }} job
 * @param {number} createdAt unix time, seconds
 * @param {number} [attempts]
 */
export function payload({ className, queue, timeout, tries }, createdAt, attempts = 0) {
  const properties =
    queue === 'mail'
      ? { order: { class: 'App\\Models\\Order', id: 1 + Math.floor(Math.random() * 320_000) }, queue, tries, timeout }
      : { path: '/srv/shop/storage/app/private/imports/products.csv', queue, timeout };
  return JSON.stringify({
    uuid: randomUUID(),
    displayName: className,
    job: 'Illuminate\\Queue\\CallQueuedHandler@call',
    maxTries: tries,
    maxExceptions: null,
    failOnTimeout: false,
    backoff: null,
    timeout,
    retryUntil: null,
    data: { commandName: className, command: serializeObject(className, properties), batchId: null },
    createdAt,
    delay: null,
    id: randomBytes(24).toString('base64url').slice(0, 32),
    attempts,
  });
}
