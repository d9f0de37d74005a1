import { modelsOf, type Example } from '../../core/example.ts'

/** By what rows are told apart before each part gets its quota; a function of your own names the part of an example. */
export type Stratify = 'model' | 'tenant' | 'language' | ((example: Example) => string)

/** Where rows land whose part nobody can name. */
export const UNKNOWN_STRATUM = 'unknown'

/**
 * Names the part to which an example belongs. A function that throws, or gives no text, puts it into `unknown`.
 *
 * @param languageOf gives the language of an example
 */
export function createStratifier(
  stratify: Stratify | undefined,
  languageOf: (example: Example) => string,
): (example: Example) => string {
  switch (stratify) {
    case undefined:
      return () => ''
    case 'model':
      return (example) => modelsOf(example).toSorted().join(' ')
    case 'tenant':
      return ({ tenantId = '' }) => tenantId
    case 'language':
      return languageOf
    default:
      return (example) => nameSafely(stratify, example)
  }
}

function nameSafely(nameOf: (example: Example) => unknown, example: Example): string {
  try {
    const name = nameOf(example)
    if (name instanceof Promise) name.catch(() => {})
    return typeof name === 'string' ? name : UNKNOWN_STRATUM
  } catch {
    return UNKNOWN_STRATUM
  }
}
