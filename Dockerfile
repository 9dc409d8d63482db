# An image with nothing but feedconv, the certificates of authorities and a folder for
# temporary files. It works in /work, as the user that it is given:
#
#	docker build -t feedconv .
#	docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/work" feedconv convert requests.csv requests.xml
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /rootfs/feedconv ./cmd/feedconv
RUN install -d -m 1777 /rootfs/tmp \
    && install -D -m 644 /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/ca-certificates.crt

FROM scratch
COPY --from=build /rootfs/ /
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/feedconv"]
CMD ["help"]
