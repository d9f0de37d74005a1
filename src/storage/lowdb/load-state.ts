import { field, numberField } from '../../core/field.ts'
import { readSnapshot, type Fingerprint } from './durable-file.ts'
import { backupOf } from './names.ts'
import { parseJson } from './parse-json.ts'
import { foreignError } from './parse-log.ts'

export type StateDocument<Value> = {
  readonly finetap: { readonly kind: 'state'; readonly version: number }
  readonly state: Value
}

export type StateForm<Value> = {
  readonly default: Value
  readonly version: number
  readonly is: (value: unknown) => value is Value
}

export type LoadedState<Value> = {
  readonly value: Value
  readonly fingerprint: Fingerprint | undefined
  /** The file is not what the value was read from, and must not become the backup. */
  readonly isDamaged: boolean
  readonly warning?: string
}

/** @throws FinetapError `source_unreadable` when the file is JSON of another kind, and the errors of the system. */
export function loadState<Value>(path: string, form: StateForm<Value>): LoadedState<Value> {
  const snapshot = readSnapshot(path)
  const fingerprint = snapshot?.fingerprint
  const document = snapshot === undefined ? undefined : parseJson(snapshot.bytes)
  if (document !== undefined) {
    if (kindOf(document) !== 'state') throw foreignError(path, 'it is JSON, but no state of finetap')
    const [value, why] = valueIn(document, form)
    if (why === undefined) return { value, fingerprint, isDamaged: false }
    return { value, fingerprint, isDamaged: false, warning: `${path} ${why}: the default was taken` }
  }
  const spare = readSnapshot(backupOf(path))
  if (snapshot === undefined && spare === undefined) return { value: form.default, fingerprint, isDamaged: false }
  const broken = snapshot === undefined ? 'is gone' : 'is not JSON'
  const backup = spare === undefined ? undefined : parseJson(spare.bytes)
  if (kindOf(backup) !== 'state') {
    const isOurs = snapshot === undefined || isAlike(snapshot.bytes)
    if (!isOurs) throw foreignError(path, 'it is not JSON, and has no backup')
    return { value: form.default, fingerprint, isDamaged: true, warning: `${path} ${broken}: the default was taken` }
  }
  const [value, why] = valueIn(backup, form)
  const taken = why === undefined ? 'its backup was taken' : `its backup ${why}, so the default was taken`
  return { value, fingerprint, isDamaged: true, warning: `${path} ${broken}: ${taken}` }
}

/** A state that was cut off begins like one, or a power cut has left nothing of it. */
function isAlike(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0) || /^\s*\{\s*"finetap"/.test(bytes.toString('utf8', 0, 100))
}

function kindOf(document: unknown): unknown {
  return field(field(document, 'finetap'), 'kind')
}

function valueIn<Value>(document: unknown, form: StateForm<Value>): readonly [Value, string?] {
  const version = numberField(field(document, 'finetap'), 'version')
  if (version !== form.version) return [form.default, `has version ${version}, not ${form.version}`]
  const value = field(document, 'state')
  return form.is(value) ? [value] : [form.default, 'holds something of another form']
}
