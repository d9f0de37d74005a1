import type { Part } from '../support/part.ts'
import { append } from './append.ts'
import { bytes } from './bytes.ts'
import { enqueue } from './enqueue.ts'
import { growth } from './growth.ts'
import { kinds } from './kinds.ts'
import { large } from './large.ts'
import { postgres } from './postgres.ts'
import { read } from './read.ts'
import { rewriters } from './rewriters.ts'

export const parts: readonly Part[] = [append, enqueue, large, read, rewriters, kinds, growth, bytes, postgres]
