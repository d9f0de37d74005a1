import { parts } from './express/index.ts'
import { expressRivals } from './rivals/express/index.ts'
import { runClaim } from './support/claim.ts'

// What captureChat costs a chat route of Express, beside loggers of requests.

await runClaim({ name: 'express', parts, rivals: expressRivals.map(({ name }) => name) })
