/** An object as JSON brings it, for what is read many times a second: `field` takes several times as long. */
export type Fields = { readonly [key: string]: unknown }

const NONE: Fields = {}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : NONE
}

/** The text, empty where there is none. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** False for what is absent, and for null, which these protocols take for absent. */
export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}
