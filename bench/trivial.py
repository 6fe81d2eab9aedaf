"""The smallest HTTP service on the product's own stack, as a yardstick: `python -m bench.trivial PORT`."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def answer(request: Request) -> Response:
    """Reads the body, says yes."""
    await request.body()
    return JSONResponse({})


if __name__ == "__main__":
    routes = [Route("/", answer, methods=["GET", "POST"])]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_config=None, access_log=False)
