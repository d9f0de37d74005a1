const STAMP = /"obfuscation":"(\d+)\/(\d+)"/g

/** An event that says when it was written, and when its route began, in the field that OpenAI fills with noise. */
export function stamped(event: string, began: bigint): string {
  return `${event.slice(0, -'}\n\n'.length)},"obfuscation":"${process.hrtime.bigint()}/${began}"}\n\n`
}

/** Milliseconds. */
export type Stamp = { readonly written: number; readonly began: number }

/** The stamps of the events in a piece of an answer. */
export function stampsIn(bytes: Buffer): readonly Stamp[] {
  return [...bytes.toString('latin1').matchAll(STAMP)].map(([, written, began]) => ({
    written: Number(written) / 1e6,
    began: Number(began) / 1e6,
  }))
}

/** On the clock of the stamps, which all processes of a machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
