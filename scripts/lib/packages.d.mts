/** Full path of a program on the PATH or in the sbin folders, or undefined. */
export declare function which(name: string): string | undefined;
