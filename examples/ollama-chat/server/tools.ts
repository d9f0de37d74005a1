import { getOrder, getOrderTool } from 'finetap/demo'
import type { Tool } from 'ollama'

/** What models are offered. */
export const TOOLS: Tool[] = [getOrderTool]

export type ToolAnswer = { readonly result: unknown; readonly isError: boolean }

/** Runs a tool that a model asked for. Never throws: models ask for what is not there, too. */
export function runTool(name: string, input: { readonly [key: string]: unknown }): ToolAnswer {
  if (name !== getOrderTool.function.name) return { result: { error: `there is no tool ${name}` }, isError: true }
  const result = getOrder(input)
  return { result, isError: 'error' in result }
}
