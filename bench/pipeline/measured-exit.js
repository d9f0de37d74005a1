// Comes before a command, and writes down at its end what the process has used.

import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  const megabytes = process.resourceUsage().maxRSS / 1_024
  writeFileSync(
    process.env.FINETAP_BENCH_FIGURES,
    JSON.stringify({ processorSeconds: (user + system) / 1e6, megabytes }),
  )
})
