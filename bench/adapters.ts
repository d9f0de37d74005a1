import { parts } from './adapters/index.ts'
import { openaiRivals } from './rivals/openai/index.ts'
import { runClaim } from './support/claim.ts'

// What each client door costs beside the client itself, and beside rivals that wrap it too.

await runClaim({ name: 'adapters', parts, rivals: openaiRivals.map(({ name }) => name) })
