/**
 * Small hosts for the namespaces of a test.
 *   listen PORT...        accepts TCP connections until it is ended
 *   echo PORT             answers datagrams until it is ended
 *   echo-stream PORT      answers TCP connections with what they say until it is ended
 *   sink PORT             takes what TCP connections say until it is ended
 *   send ADDRESS PORT BYTES  ends well when a connection has taken that much
 *   talk ADDRESS PORT     says the lines it reads over a TCP connection, and prints the answers
 *   connect ADDRESS PORT  ends well if a connection comes about
 *   ask ADDRESS PORT [BYTES]  ends well if a datagram is answered
 *   datagram ADDRESS PORT HEX  sends one of these bytes
 */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';

const [verb, ...words] = process.argv.slice(2);

switch (verb) {
  case 'listen':
    await Promise.all(words.map((port) => listen(Number(port))));
    console.log('ready');
    break;
  case 'echo':
    echo(Number(words[0]));
    break;
  case 'echo-stream':
    echoStream(Number(words[0]));
    break;
  case 'sink':
    sink(Number(words[0]));
    break;
  case 'send':
    send(words[0] ?? '', Number(words[1]), Number(words[2]));
    break;
  case 'talk':
    talk(words[0] ?? '', Number(words[1]));
    break;
  case 'connect':
    tryToConnect(words[0] ?? '', Number(words[1]));
    break;
  case 'ask':
    ask(words[0] ?? '', Number(words[1]), Number(words[2] ?? 5));
    break;
  case 'datagram':
    datagram(words[0] ?? '', Number(words[1]), Buffer.from(words[2] ?? '', 'hex'));
    break;
  default:
    throw new Error(`unknown verb ${verb}`);
}

function listen(port: number): Promise<void> {
  return new Promise((resolve) => {
    createServer((socket) => socket.on('error', () => {}).end()).listen(port, '::', resolve);
  });
}

function echo(port: number): void {
  const socket = createSocket('udp6');
  socket.on('message', (message, sender) => socket.send(message, sender.port, sender.address));
  socket.bind(port, '::', () => console.log('ready'));
}

function echoStream(port: number): void {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  server.listen(port, '::', () => console.log('ready'));
}

function sink(port: number): void {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(port, '::', () => console.log('ready'));
}

function send(host: string, port: number, bytes: number): void {
  const socket = connect({ host, port });
  socket.on('close', (hadError) => process.exit(hadError ? 1 : 0));
  socket.end(new Uint8Array(bytes)).resume();
}

function talk(host: string, port: number): void {
  const socket = connect({ host, port }, () => console.log('connected'));
  socket.pipe(process.stdout);
  process.stdin.pipe(socket);
}

function tryToConnect(address: string, port: number): void {
  const socket = connect({ host: address, port });
  socket.on('connect', () => process.exit(0));
  socket.on('error', () => process.exit(1));
  setTimeout(() => process.exit(1), 1500);
}

function ask(address: string, port: number, bytes: number): void {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', () => process.exit(0));
  socket.send(new Uint8Array(bytes), port, address);
  setTimeout(() => process.exit(1), 1000);
}

function datagram(address: string, port: number, bytes: Uint8Array): void {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.send(bytes, port, address, () => socket.close());
}
