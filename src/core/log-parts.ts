/** Something that a log consists of: a segment, in whatever file it lies, or a file that others write. */
export type LogPart = {
  readonly name: string
  /** Of a file that others write, who may also begin it anew. */
  readonly foreign?: { readonly bytes: number; readonly print: string }
}

/** What a log consists of, to tell later whether it has only grown. */
export type LogParts = {
  readonly parts: () => Promise<readonly LogPart[]>
  /** False when something has gone since, such as what a retention removes, or was written anew. */
  readonly hold: (before: readonly LogPart[]) => Promise<boolean>
}
