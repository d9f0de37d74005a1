import type { Erasure, ErasureSelector } from '../../../core/erasure.ts'

/** Tells whether bytes that cannot be read as records bear the name of something erased. */
export type Needles = (bytes: Buffer) => boolean

/** @param selector that of the erasure under way, which alone knows whom it names in clear text */
export function createNeedles(erasures: readonly Erasure[], selector: ErasureSelector | undefined): Needles {
  const texts = new Set<string>()
  for (const { targets, selector: clear } of erasures) {
    for (const target of targets ?? []) texts.add(JSON.stringify(target))
    for (const text of fieldTexts(clear)) texts.add(text)
  }
  for (const text of fieldTexts(selector)) texts.add(text)
  const needles = [...texts].map((text) => Buffer.from(text))
  return (bytes) => needles.some((needle) => bytes.includes(needle))
}

function fieldTexts(selector: ErasureSelector | undefined): readonly string[] {
  return Object.entries(selector ?? {}).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
}
