// A proxy for one visitor, whose connections to the server can be cut.
//
//   const proxy = await cutting_proxy();
//   const reader = await visitor({ proxy: proxy.settings });
//   proxy.cut();  …  proxy.mend();
//   proxy.lose('/api/v1/comments');  // the next answer from there does not arrive
//   proxy.held()  // the cookies of each live stream that is open: '' where there is none

import { createServer, request } from 'node:http';
import { port } from './harness.mjs';

// What pages may complain of while they are cut off.
export const cut_off = /ERR_(PROXY_CONNECTION_FAILED|EMPTY_RESPONSE|CONNECTION_\w+|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED)/;

export async function cutting_proxy() {
    let whole = true;
    let lost;
    const sockets = new Set();
    const streams = new Map();
    const server = createServer((asked, answer) => {
        const { pathname, search } = new URL(asked.url);
        const { method, headers } = asked;
        if (pathname === '/live') streams.set(answer, headers.cookie ?? '');
        const onward = request(
            { host: '127.0.0.1', port, agent: false, method, headers, path: pathname + search },
            (given) => {
                if (pathname === lost) {
                    lost = undefined;
                    given.resume().on('end', () => answer.destroy());
                    return;
                }
                answer.writeHead(given.statusCode, given.headers);
                answer.flushHeaders();
                given.pipe(answer);
            },
        );
        onward.on('error', () => answer.destroy());
        answer.on('close', () => {
            streams.delete(answer);
            onward.destroy();
        });
        asked.pipe(onward);
    });
    server.on('connection', (socket) => {
        if (!whole) return void socket.destroy();
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.on('error', () => {});
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        settings: { server: `http://127.0.0.1:${server.address().port}`, bypass: '<-loopback>' },
        cut() {
            whole = false;
            for (const socket of sockets) socket.destroy();
        },
        mend() {
            whole = true;
        },
        lose(pathname) {
            lost = pathname;
        },
        held: () => [...streams.values()],
    };
}
