import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { repository } from '../support/repository.ts'
import { newLog } from './finetap.ts'

const FULL = '/dev/full'

test.skipIf(!existsSync(FULL))(
  'what cannot be printed, as on a full disk, is said once on standard error',
  async () => {
    const dir = await newLog([sampleGeneration('g1')])
    const full = await open(FULL, 'w')
    const main = join(repository, 'src/cli/main.ts')
    const child = spawn(process.execPath, [main, 'cat', dir], { stdio: ['ignore', full.fd, 'pipe'] })
    let told = ''
    child.stderr?.on('data', (chunk: Buffer) => (told += String(chunk)))
    const [code] = (await once(child, 'close')) as [number]
    await full.close()
    expect({ code, told }).toEqual({ code: 1, told: expect.stringMatching(/^finetap: .*ENOSPC.*\. Fix: .*\n$/) })
  },
)
