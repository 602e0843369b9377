"""relay.py LISTEN TO [LISTEN TO ...]: passes connections on, each between two of `address:port` and the path of a socket.

A path is reached from every network namespace, which is what this is for.  Prints each LISTEN when it is ready.
"""
import asyncio
import os
import sys


def place(text):
    host, colon, port = text.rpartition(':')
    return (host, int(port)) if colon and '/' not in text else text


async def connect(to):
    return await (asyncio.open_unix_connection(to) if isinstance(to, str) else asyncio.open_connection(*to))


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def serve(to):
    async def one(reader, writer):
        try:
            back, forth = await connect(to)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(pump(reader, forth), pump(back, writer), return_exceptions=True)
    return one


async def main(words):
    for listen, to in zip(words[::2], words[1::2]):
        at, one = place(listen), serve(place(to))
        if isinstance(at, str):
            await asyncio.start_unix_server(one, at)
            os.chmod(at, 0o666)
        else:
            await asyncio.start_server(one, *at)
        print(listen, flush=True)
    await asyncio.Event().wait()

asyncio.run(main(sys.argv[1:]))
