# 16 要: the talk is a person's; silent; danger is answered again all the same.
# rules: CMP-4 CMP-2
C> 刹车踩不下去了，我在高速上
B> 请马上
C> [press 要]
B> 值班同事马上在这里联系您
O> aftersales.1 请马上联系
O! aftersales.1 客户前面说的
S> any_held
C> 我姓王，等你们电话
B> ∅
O> aftersales.1 我姓王，等你们电话
S> wrote.count('我姓王，等你们电话') == 1
C> 车头冒烟起火了
B> 请马上
B> 119
O> aftersales.1 车头冒烟起火了
S> any_held and cases == 1
C> 退订
B> 已停止
S> any_held and ledger
T> +PT25H
S> not any_held
C> 车拖回来了
B> 接着昨天的登记
S> conversation == 'complaint' and step and cases == 1
