import type { BuildProgress } from '../../datasets.ts'
import { figure } from '../../pipeline/report/figures.ts'
import type { Terminal } from '../terminal.ts'

const DOING = { fold: 'folding and cleaning', decide: 'comparing and splitting', write: 'writing' }

/** Shows how far a build is. */
export function showProgress(terminal: Terminal): (progress: BuildProgress) => void {
  let shown = ''
  return (progress) => {
    const state = stateOf(progress)
    // A build tells of each conversation.
    if (state === shown) return
    shown = state
    terminal.progress(`finetap: ${state}`)
  }
}

function stateOf(progress: BuildProgress): string {
  if (progress.phase === 'read') return `reading, ${figure(progress.events)} events so far`
  return `${DOING[progress.phase]}, ${Math.floor(progress.done * 100)} %`
}
