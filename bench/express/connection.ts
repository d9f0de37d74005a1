import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/**
 * A connection of a client that costs less than the server does, so that under full load it is the server which is full:
 * it sends bytes that lie ready, and of what comes it looks at the head and the end.
 */
export class Connection {
  readonly #socket: Socket
  #hear: ((data: Buffer) => void) | undefined
  #done: () => void = () => {}
  #failed: (error: Error) => void = () => {}
  /** Bytes of the answer's body that are to come; undefined before its head; NaN where only the last chunk tells. */
  #left: number | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (data: Buffer) => this.#take(data))
    socket.on('error', (error) => this.#failed(error))
    socket.on('close', () => this.#failed(new Error('the server closed a connection')))
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Connection(socket)
  }

  /** Sends a request; resolves when its answer is over. One at a time. */
  ask(request: Buffer, hear?: (data: Buffer) => void): Promise<void> {
    this.#hear = hear
    this.#left = undefined
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    this.#hear?.(data)
    if (this.#left === undefined) this.#takeHead(data)
    else this.#left -= data.length
    const isOver = Number.isNaN(this.#left) ? data.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) : this.#left === 0
    if (isOver) this.#done()
  }

  // On one machine a head comes in one piece.
  #takeHead(data: Buffer): void {
    const end = data.indexOf('\r\n\r\n')
    const head = data.toString('latin1', 0, end)
    if (!head.startsWith('HTTP/1.1 200')) this.#failed(new Error(`the server answered ${head}`))
    const length = /^content-length: (\d+)/im.exec(head)?.[1]
    this.#left = length === undefined ? Number.NaN : Number(length) - (data.length - end - 4)
  }
}
