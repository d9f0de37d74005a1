import { parts } from './pipeline/index.ts'
import { runClaim } from './support/claim.ts'

// How fast a log becomes a dataset, what each step takes of it, and how much memory it needs.

await runClaim({ name: 'pipeline', parts, rivals: [] })
