// Objects of chan_pjsip that are in a database or AstDB, over ARI (asterisk/config/dynamic).

/** All throw AppError ARI_UNREACHABLE, or ARI_REFUSED where Asterisk says no. */
export interface SorceryAccess {
  /** Its name in the configuration. */
  readonly asterisk: string;
  /** Attribute → value, in Asterisk's words, without secrets; undefined where there is none. */
  readObject(
    kind: 'endpoint' | 'aor',
    id: string,
  ): Promise<ReadonlyMap<string, string> | undefined>;
  /** Changes these attributes of an object that is there. */
  updateObject(
    kind: 'endpoint' | 'aor',
    id: string,
    attributes: readonly (readonly [name: string, value: string])[],
  ): Promise<void>;
  close(): Promise<void>;
}
