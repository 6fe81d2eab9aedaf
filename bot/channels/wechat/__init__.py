"""WeChat Official Account, with wechatpy as codec and client; importing this package alone does not load it."""
