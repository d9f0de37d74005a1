import { insideCall, outerCall } from '../../middleware/context.ts'
import type { AgentFrame } from './frames.ts'

/** Runs what an agent calls, and notes whether a door below captures it. It does so where no door above captures all. */
export async function noting(agent: AgentFrame, run: () => unknown): Promise<unknown> {
  if (outerCall() !== undefined) return run()
  let isOpen = true
  agent.noting = {
    get isOpen() {
      return isOpen
    },
    asks() {
      agent.isSeen = true
      return false
    },
    join() {},
  }
  try {
    return await insideCall(agent.noting, run)
  } finally {
    isOpen = false
  }
}
