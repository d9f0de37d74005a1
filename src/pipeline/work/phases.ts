import type { BatchStep, CorpusStep, StatelessStep, Step } from '../../core/step.ts'

/** A step through which examples pass one by one. */
export type StreamingStep = StatelessStep | BatchStep

/** What is decided when all examples of a phase are known. */
export type Decision = { readonly kind: 'step'; readonly step: CorpusStep } | { readonly kind: 'split' }

/** Examples pass the streaming steps, one by one; then the decisions are taken over all of them. */
export type Phase = { readonly streaming: readonly StreamingStep[]; readonly decisions: readonly Decision[] }

/**
 * Cuts the steps of a build into phases. All but the first take the examples in order of time: a step that remembers
 * opens a phase of its own, so that its result does not depend on the order of the log. Steps for training rows alone
 * come behind the split, whatever their place.
 */
export function planPhases(
  steps: readonly Step[],
  { isSplit }: { readonly isSplit: boolean },
): readonly [Phase, ...Phase[]] {
  const train = steps.filter(({ scope }) => scope === 'train')
  const all = steps.filter(({ scope }) => scope !== 'train')
  const inOrder: readonly (Step | 'split')[] = [...all, ...(isSplit ? (['split'] as const) : []), ...train]
  const phases: [Growing, ...Growing[]] = [{ streaming: [], decisions: [] }]
  for (const item of inOrder) {
    const phase = phases.at(-1)
    if (item === 'split') phase?.decisions.push({ kind: 'split' })
    else if ('decide' in item) phase?.decisions.push({ kind: 'step', step: item })
    else if (phase !== undefined && mayJoin(phase, item, phases.length === 1)) phase.streaming.push(item)
    else phases.push({ streaming: [item], decisions: [] })
  }
  return phases
}

type Growing = { readonly streaming: StreamingStep[]; readonly decisions: Decision[] }

function mayJoin(phase: Phase, step: StreamingStep, isFirst: boolean): boolean {
  return phase.decisions.length === 0 && !(isFirst && 'begin' in step)
}

type Named = { readonly name: string; readonly version: number }

/** What decides in a phase. */
export function namedDecisions({ decisions }: Phase, divider: Named | undefined): readonly Named[] {
  return decisions.flatMap((decision) => (decision.kind === 'step' ? decision.step : (divider ?? [])))
}

/** The steps in the order in which they run, as the report lists them. */
export function stepsInOrder(phases: readonly Phase[], divider: Named | undefined): readonly Named[] {
  return phases.flatMap((phase) => [...phase.streaming, ...namedDecisions(phase, divider)])
}
