/* A port on localhost that was free a moment ago: the same tests may run beside us. */
#ifndef TESTS_FREE_PORT_H
#define TESTS_FREE_PORT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

static uint16_t free_port(void)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(any);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	uint16_t port = 0;

	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0 && getsockname(fd, (struct sockaddr *)&any, &n) == 0)
		port = ntohs(any.sin_port);
	close(fd);
	return port;
}

#endif
