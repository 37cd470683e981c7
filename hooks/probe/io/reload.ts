/** What a server reports of its last reload of the configuration. */
export interface Reload {
  /** When it last loaded a configuration, in milliseconds since 1970. */
  readonly loaded: number;
  readonly succeeded: boolean;
}
