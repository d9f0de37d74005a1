#!/usr/bin/env node
import { run } from './run.ts'
import { keepHeapSmall } from './small-heap.ts'
import { isWriterAware } from './standard-output.ts'

keepHeapSmall()

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (isWriterAware()) return
  // A reader such as `head` that has seen enough is no failure.
  if (error.code === 'EPIPE') process.exit(0)
  console.error(`finetap: Standard output cannot be written to: ${error.message}. Fix: mend what the reason names`)
  process.exit(1)
})
// Nobody is left to whom it could be told.
process.stderr.on('error', () => {})

// Node ends in silence, as if all were well, when what is waited for can no longer come.
process.exitCode = 1
const tellOfNoEnd = (): void =>
  console.error('finetap: it ended before it was done; what it has written may not be all')
process.once('beforeExit', tellOfNoEnd)

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code
  process.off('beforeExit', tellOfNoEnd)
})
