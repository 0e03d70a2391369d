/// Decodes the data set from the text in the page or from the bytes of a live receiver. docs/view-data.md describes the container.
import { kDataVersion, type Header } from './header';
import { makeData, type Column, type Columns, type Data } from './data';

const kMagic = 'DBSPAN1\n';
const kPreamble = 16;
const kArrays = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array };

type ColumnPlace = { type: keyof typeof kArrays; offset: number; length: number };

/// Decodes the data that is embedded in the page. Throws an Error whose message can be shown to the user.
export async function unpackElement(text: string): Promise<Data> {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('@')) throw new Error('The file has no data in it: it is the empty page that dbspan fills in.');
  if (trimmed.startsWith('{')) return fromPlain(JSON.parse(trimmed));
  return fromContainer(await gunzip(fromBase64(trimmed)));
}

export function fromContainer(bytes: ArrayBuffer): Data {
  const magic = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(8, bytes.byteLength)));
  if (magic !== kMagic) throw new Error('The data in this file is damaged, or not from dbspan.');
  const length = new DataView(bytes).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, kPreamble, length)));
  const base = kPreamble + Math.ceil(length / 8) * 8;
  const columns: Columns = {};
  for (const [name, place] of Object.entries(header.columns as Record<string, ColumnPlace>)) {
    columns[name] = new kArrays[place.type](bytes, base + place.offset, place.length);
  }
  return checked(header, columns);
}

const fromPlain = (plain: Header & { columns: Record<string, Column> }): Data => checked(plain, plain.columns);

function checked(header: Header, columns: Columns): Data {
  if (header.version !== kDataVersion) {
    throw new Error(`The data has version ${header.version}, and this page reads version ${kDataVersion}.`);
  }
  return makeData(header, columns);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; ++index) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (typeof DecompressionStream === 'undefined') {
    throw new Error('This browser cannot unpack the data (DecompressionStream is missing). Browsers from 2023 on can.');
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return await new Response(stream).arrayBuffer();
  } catch {
    throw new Error('The data in this file is damaged: it cannot be unpacked. The file may be cut off.');
  }
}
