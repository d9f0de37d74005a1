import { abandoned } from './abandoned.ts'
import { calls } from './calls.ts'
import { chunks } from './chunks.ts'
import { load } from './load.ts'
import { memory } from './memory.ts'
import type { Part } from '../support/part.ts'
import { proof } from './proof.ts'
import { rivals } from './rivals.ts'

export const parts: readonly Part[] = [proof, calls, chunks, rivals, load, memory, abandoned]
