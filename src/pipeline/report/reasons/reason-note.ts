/** A reason code in words. */
export type ReasonNote = {
  /** A few words. */
  readonly title: string
  readonly meaning: string
  /** What to do when there are many of them. */
  readonly fix: string
}

export type ReasonNotes = { readonly [code: string]: ReasonNote }
