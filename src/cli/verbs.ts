import { cat } from './cat.ts'
import { compact } from './compact.ts'
import { copy } from './copy.ts'
import { forget } from './forget.ts'
import type { Verb } from './verb.ts'

/** The verbs of the command line, in the order of its help. */
export const VERBS: readonly Verb[] = [cat, copy, compact, forget]
