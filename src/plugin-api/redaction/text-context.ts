/** What is known of a text beside its characters. */
export interface TextContext {
  /** True when the text is only the beginning of a longer one: its last word may go on. */
  readonly isCut: boolean;
  /** True when the whole text is a URL or the query of one. */
  readonly isUrl: boolean;
}
