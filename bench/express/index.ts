import type { Part } from '../support/part.ts'
import { alone } from './alone.ts'
import { model } from './model.ts'
import { stream } from './stream.ts'
import { throughput } from './throughput.ts'

export const parts: readonly Part[] = [throughput, stream, model, alone]
