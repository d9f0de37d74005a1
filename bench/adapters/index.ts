import type { Part } from '../support/part.ts'
import { alone } from './alone.ts'
import { behaviour } from './behaviour/index.ts'
import { calls } from './calls.ts'
import { chunks } from './chunks.ts'
import { rivals } from './rivals.ts'

export const parts: readonly Part[] = [behaviour, alone, calls, chunks, rivals]
