/**
 * A dump as it comes out of a file: decompressed and decrypted, in order. `chunks` can be read once; it rejects with
 * OpsError (`unreadable`, `wrongPassword`, `cancelled`) as soon as damage shows. Only a consumer that reads to the end knows
 * that CRC, authentication code and length hold.
 */
export interface DumpBytes {
  /** "mysql-shop.sql", for messages. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the file (compressed) that were consumed so far: what progress is counted in. */
  readBytes(): number;
  /** Bytes of the file (compressed) that belong to this dump. */
  readonly totalBytes: number;
  /** Decompressed bytes, where the container says so. */
  readonly sizeBytes?: number;
}

/** Port: opens dumps inside backup files. */
export interface DumpFiles {
  /**
   * @param path the archive, or the dump itself
   * @param entry entry name in the archive (`DumpEntry.entry`)
   * @param password for encrypted archives
   */
  open(
    path: string,
    entry: string,
    options: { readonly password?: string; readonly signal: AbortSignal },
  ): Promise<DumpBytes>;
}
