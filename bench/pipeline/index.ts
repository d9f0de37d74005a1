import type { Part } from '../support/part.ts'
import { build } from './build.ts'
import { duckdb } from './duckdb.ts'
import { near } from './near.ts'
import { personal } from './personal.ts'
import { rebuild } from './rebuild.ts'
import { steps } from './steps.ts'

export const parts: readonly Part[] = [build, steps, personal, near, rebuild, duckdb]
