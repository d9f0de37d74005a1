import { readFileSync } from 'node:fs'
import { cac, type CAC } from 'cac'
import { textField } from '../core/field.ts'
import { FinetapError } from '../core/errors.ts'
import { nearest } from './nearest.ts'
import { createTerminal } from './terminal.ts'
import { badUsage, GLOBAL_FLAGS, readUsage, requireKnownFlags } from './usage.ts'
import type { ExitCode, Flag, Verb } from './verb.ts'
import { VERBS } from './verbs.ts'

const EXIT_CODES = `  0    done
  1    failed: something could not be read or written, or a dataset is not as it should be
  2    used in a wrong way
  3    nothing to do
  130  interrupted (143: by SIGTERM); what was written by then is whole`

/** Runs the command line. Never rejects: what went wrong is on standard error, and in the code. */
export async function run(given: readonly string[]): Promise<ExitCode> {
  const args = given[0] === 'help' ? [...given.slice(1), '--help'] : given
  const verbose = args.includes('--verbose')
  const terminal = createTerminal({
    quiet: args.includes('--quiet'),
    verbose,
    color: !args.includes('--no-color'),
  })
  let whenMissing: ExitCode | undefined
  try {
    const verb = verbOf(args)
    if (typeof verb === 'number') return verb
    whenMissing = verb.whenMissing
    const code = await verb.run(readUsage(verb, args), terminal)
    await terminal.flush()
    return code
  } catch (error) {
    await terminal.flush()
    terminal.warn(describe(error, verbose))
    return codeOf(error, whenMissing)
  }
}

/** The verb; or the code to end with, when something was printed in its place. */
function verbOf(args: readonly string[]): Verb | ExitCode {
  const program = describeProgram()
  // It prints the help or the version where it was asked to.
  program.parse(['', '', ...args], { run: false })
  const { help, version } = program.options
  const name = program.matchedCommandName
  // It passes this by behind a verb.
  if (version === true && name !== undefined) program.outputVersion()
  if (help === true || version === true) return 0
  const verb = VERBS.find((one) => one.name === name)
  if (verb !== undefined) return verb
  const [word] = program.args
  if (word !== undefined) throw unknownVerb(word)
  requireKnownFlags(args, GLOBAL_FLAGS)
  program.outputHelp()
  return 2
}

function describeProgram(): CAC {
  const program = cac('finetap')
  for (const { name, words, summary, flags, examples } of VERBS) {
    const command = program.command([name, ...words].join(' '), summary)
    for (const flag of flags) command.option(optionOf(flag), flag.help)
    for (const example of examples) command.example(`  $ finetap ${example}`)
  }
  for (const flag of GLOBAL_FLAGS) program.option(optionOf(flag), flag.help)
  program.help((sections) => [...sections.map(tidied), { title: 'Exit codes', body: EXIT_CODES }])
  program.version(versionOfPackage())
  return program
}

// cac says of a switch that begins with `no-` that its default is true, and leaves spaces behind the others.
function tidied({ body, ...section }: { readonly title?: string; readonly body: string }): typeof section & {
  body: string
} {
  return { ...section, body: body.replaceAll(/(?: \(default: true\)| +)$/gm, '') }
}

function optionOf({ name, value }: Flag): string {
  return value === undefined ? `--${name}` : `--${name} <${value}>`
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return textField(JSON.parse(text), 'version') ?? 'unknown'
}

function unknownVerb(word: string): FinetapError {
  const names = VERBS.map(({ name }) => name)
  const near = nearest(word, names)
  const fix = near === undefined ? `give one of ${names.join(', ')}, or --help` : `did you mean finetap ${near}?`
  return badUsage(`There is no verb ${JSON.stringify(word)}`, fix)
}

function describe(error: unknown, verbose: boolean): string {
  if (verbose && error instanceof Error) return `finetap: ${error.stack ?? error.message}`
  if (FinetapError.isInstance(error)) return `finetap: ${error.message}`
  return `finetap: ${error instanceof Error ? error.message : String(error)}. Run it with --verbose to see where.`
}

function codeOf(error: unknown, whenMissing: ExitCode = 3): ExitCode {
  if (!FinetapError.isInstance(error)) return 1
  if (error.code === 'bad_option' || error.code === 'unknown_format') return 2
  return error.code === 'log_missing' || error.code === 'log_empty' ? whenMissing : 1
}
