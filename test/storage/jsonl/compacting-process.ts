import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'

// Run as a child process: compacts a log, and says on standard output which steps it has taken.
const [dir = '', small = '0'] = process.argv.slice(2)
process.stdout.write('began\n')
await compact(dir, { orphanMs: -1, compressAfterMs: 0, smallBytes: Number(small) }, (name) => {
  process.stdout.write(`${name}\n`)
})
process.stdout.write('ended\n')
