"""The answer of a tool as one text, which is all that a model is given of it."""

import json

import mcp_types as types

LONGEST = 50_000  # characters


def text_of(answer: types.CallToolResult) -> str:
    """Texts as they are, the rest named; structured content where there is no text."""
    parts = [_part(block) for block in answer.content]
    if not any(parts) and answer.structured_content is not None:
        parts = [json.dumps(answer.structured_content, ensure_ascii=False)]
    text = "\n".join(part for part in parts if part)
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n[cut: the answer was longer]"


def _part(block: types.ContentBlock) -> str:
    if isinstance(block, types.TextContent):
        return block.text
    if isinstance(block, types.EmbeddedResource):
        resource = block.resource
        return resource.text if isinstance(resource, types.TextResourceContents) else "[a file, left out]"
    if isinstance(block, types.ResourceLink):
        return f"[link: {str(block.uri)[:500]}]"
    return f"[{block.type}, left out]"
