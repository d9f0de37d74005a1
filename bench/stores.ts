import { parts } from './stores/index.ts'
import { runClaim } from './support/claim.ts'

// What it costs to keep turns and to read them back, beside loggers, beside stores that rewrite, and beside the limits.

await runClaim({ name: 'stores', parts, rivals: [] })
