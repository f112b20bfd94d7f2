// Packages that core must not import resolve here (see tsconfig.json): the module is empty, so every use is a compile error.
export type Forbidden = never;
