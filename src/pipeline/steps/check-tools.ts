import { checkOptions } from '../../core/check-options.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import { jsonEqual } from '../../core/json.ts'
import { toolCallsOf, type ToolCallPart } from '../../core/message.ts'
import { keep, type Step } from '../../core/step.ts'
import type { Tool } from '../../core/tool.ts'
import { breaksSchema } from './check-arguments.ts'
import type { Answer } from './answers.ts'
import { judgeAnswers, withFlags, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

export type CheckToolsOptions = {
  /**
   * An answer that calls a tool that was not offered. Default `'flag'`: apps may offer other tools at each step, and an
   * example names those of its last.
   */
  readonly undeclared?: RuleAction
  /** An answer with arguments that the tool cannot take. Default `'drop'`. */
  readonly arguments?: RuleAction
}

/**
 * Checks tool calls against the tools that were offered. Reasons: `bad_tool_arguments`, arguments that are no JSON
 * object, lack a required key, or are of another type or value than the tool's schema says (`required`, `type` and
 * `enum`, no more); `undeclared_tool`, a call of a tool that was not offered, where any were.
 *
 * Flags besides: `tool_error`, a tool that failed; `tool_conflict`, one name for two different tools. Calls that the
 * provider runs itself are left alone.
 *
 * @example buildDataset({ rules: { tools: { undeclared: 'drop' } }, … })
 */
export function checkTools(options: CheckToolsOptions = {}): Step {
  checkOptions('checkTools', options, { undeclared: 'string', arguments: 'string' })
  requireChoice('undeclared of checkTools', options.undeclared, ACTIONS)
  requireChoice('arguments of checkTools', options.arguments, ACTIONS)
  const { undeclared = 'flag', arguments: badArguments = 'drop' } = options
  return {
    name: 'check-tools',
    version: 1,
    apply(example) {
      if (example.tools === undefined && !example.messages.some(usesTools)) return keep(example)
      const declared = new Map(example.tools?.map((tool) => [tool.name, tool]))
      const noticed = withFlags(example, [
        ...(hasFailure(example) ? ['tool_error'] : []),
        ...(hasConflict(example.tools ?? [], declared) ? ['tool_conflict'] : []),
      ])
      const rule = (answer: Answer, action: RuleAction): string | undefined => {
        if (!usesTools(answer.entry)) return undefined
        const calls = toolCallsOf(answer.entry.message).filter((call) => call.providerExecuted !== true)
        if (badArguments === action && calls.some((call) => hasBadArguments(call, declared)))
          return 'bad_tool_arguments'
        const isUndeclared = declared.size > 0 && calls.some((call) => !declared.has(call.name))
        return undeclared === action && isUndeclared ? 'undeclared_tool' : undefined
      }
      const flagged = judgeAnswers(noticed, 'flag', (answer) => rule(answer, 'flag'))
      return judgeAnswers(flagged.example, 'drop', (answer) => rule(answer, 'drop'))
    },
  }
}

function usesTools({ message }: ExampleMessage): boolean {
  return message.parts.some(({ type }) => type === 'tool_call' || type === 'tool_result')
}

function hasBadArguments(call: ToolCallPart, declared: ReadonlyMap<string, Tool>): boolean {
  if (call.argumentsRaw !== undefined) return true
  return breaksSchema(call.arguments, declared.get(call.name)?.parameters)
}

function hasFailure(example: Example): boolean {
  return example.messages.some(({ message }) =>
    message.parts.some((part) => part.type === 'tool_result' && part.isError === true),
  )
}

function hasConflict(tools: readonly Tool[], declared: ReadonlyMap<string, Tool>): boolean {
  return declared.size < tools.length && tools.some((tool) => !jsonEqual(tool, declared.get(tool.name)))
}
