/** What settings say about where the application runs; nothing in its files can tell. */
export interface DeclaredFacts {
  /** How many application servers: 2 stands for two or more. */
  readonly appServers: 'unknown' | 1 | 2;
  readonly proxy: 'unknown' | 'none' | 'loadBalancer' | 'cdn';
  /** Something in front of the application limits API requests. */
  readonly apiGateway: boolean;
  /** Days that security logs are to be kept. */
  readonly retentionDays: number;
}

export const nothingDeclared: DeclaredFacts = {
  appServers: 'unknown',
  proxy: 'unknown',
  apiGateway: false,
  retentionDays: 90,
};
