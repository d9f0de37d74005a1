import { parts } from './capture/index.ts'
import { runClaim } from './support/claim.ts'
import { rivalNames } from './support/rivals.ts'

// What capture costs an app, beside what its rivals cost.

await runClaim({ name: 'capture', parts, rivals: await rivalNames() })
