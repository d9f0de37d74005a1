import type { Part } from '../support/part.ts'
import { build } from './build.ts'
import { near } from './near.ts'

export const parts: readonly Part[] = [build, near]
