"""An object storage on this machine that speaks S3, with one empty bucket."""

import logging
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from portal.lib import storage

KEY, SECRET, NAME = "key-of-the-house", "secret/of+the:house", "files"


class Bucket:
    """`url` is what FILES_URL says; `client` looks into it past the house."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.url = f"s3+http://{KEY}:secret%2Fof%2Bthe%3Ahouse@{host}:{port}/{NAME}"
        self.client = boto3.client(
            "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
            aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        )  # fmt: skip
        self.client.create_bucket(Bucket=NAME)

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket=NAME)
        return [each["Key"] for each in found.get("Contents", [])]

    def read(self, name: str) -> bytes:
        return self.client.get_object(Bucket=NAME, Key=name)["Body"].read()

    def use(self, settings: Any) -> None:
        """The house keeps its files in it from now on."""
        settings.STORAGES = settings.STORAGES | {"default": storage.backend(self.url)}

    def empty(self) -> None:
        for name in self.names():
            self.client.delete_object(Bucket=NAME, Key=name)

    def stop(self) -> None:
        self._server.stop()
