"""127.0.0.1 inside the box to the gateway's unix socket: the CLI knows only http://host:port."""

import asyncio
import contextlib

_CHUNK = 65536


async def start(port: int, socket: str) -> asyncio.Server:
    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_unix_connection(socket)
        except OSError:
            writer.close()  # the gateway is restarting; the client sees a dropped connection and tries again
            return
        await asyncio.gather(_copy(reader, back), _copy(there, writer))
        for stream in (back, writer):
            stream.close()

    return await asyncio.start_server(forward, "127.0.0.1", port)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # Whichever side goes away first: passing on the end of its bytes is all there is to do about it.
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()
