import type { BuildProgress } from '../../datasets.ts'
import { figure } from '../../pipeline/report/figures.ts'
import type { Terminal } from '../terminal.ts'

const DOING = { fold: 'folding and cleaning', decide: 'comparing and splitting', write: 'writing' }

/** Shows how far a build is. */
export function showProgress(terminal: Terminal): (progress: BuildProgress) => void {
  return (progress) => terminal.progress(`finetap: ${stateOf(progress)}`)
}

function stateOf(progress: BuildProgress): string {
  if (progress.phase === 'read') return `reading, ${figure(progress.events)} events so far`
  return `${DOING[progress.phase]}, ${Math.floor(progress.done * 100)} %`
}
