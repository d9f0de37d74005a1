import { hash } from 'node:crypto'

/** 128 bits of SHA-256 as 32 hexadecimal digits: for ids and for telling equal things apart from different ones. */
export function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, DIGEST_LENGTH)
}

/** Characters of a `digest`. */
export const DIGEST_LENGTH = 32
